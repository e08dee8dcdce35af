"""What goes wrong around the app, made to happen: and what a reader still sees."""
