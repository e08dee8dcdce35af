"""The code is changed in one place, and some test must fail: `python -m tests.mutants`."""
