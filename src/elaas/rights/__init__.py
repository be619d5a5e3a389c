"""What a person may ask of the municipality, and what it may no longer keep.

The letter: «Vi er opptatt av sikkerhet og personvern.» Whoever is in the
records gets all of it; what is past its time goes,
in sight of everybody.
"""
