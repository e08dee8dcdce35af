"""What the app is made of: its packages, their licences, and a list of them for machines.

`make licences` writes the table in docs/licences.md, `make sbom` writes build/sbom.json. Both read
requirements.lock; the app needs neither.
"""
