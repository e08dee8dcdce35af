"""Parses workbooks and SPSS files, one after the other, for who damages them: a line in, a line out.

It knows nothing but what the parsers know, so that it is there at once where one has ended it.
"""

import json
import sys

from survey.intake import child

if __name__ == "__main__":
    for line in sys.stdin:
        kind, path, folder, asked = json.loads(line)
        child.main(kind, path, folder, asked)
        print("done", flush=True)
