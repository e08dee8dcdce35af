"""An answer as a file: one small module per format. They lay out what they are given and never compute."""
