"""What the municipality may no longer keep.

The letter: «Vi er opptatt av sikkerhet og personvern.» What is past its time goes,
in sight of everybody.
"""
