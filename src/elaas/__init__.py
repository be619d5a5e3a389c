"""eLås: electronic locks for people who get care at home.

The packages stand in the order in which the municipality's letter speaks. Each one's docstring says
which promise of the letter it keeps; docs/architecture.md says how they depend on each other.
"""
