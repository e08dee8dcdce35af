"""`python -m tests.payload`: the whole crawl; ends with 1 when it finds a fault."""

import sys

from tests.payload.crawl import main

sys.exit(main())
