"""Faults of the machine: no room, no memory, no time, another clock, another language."""
