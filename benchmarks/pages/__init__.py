"""The pages that ours is held against: each as one writes it with that tool, of the same charts and words."""
