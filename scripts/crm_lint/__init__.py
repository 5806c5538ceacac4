"""What scripts/lint.py and scripts/pot.py are made of."""
