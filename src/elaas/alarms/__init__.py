"""Safety alarms at night, emergency access and its review; and what somebody must look at.

Letter: «De ansatte har kun mulighet til å bruke eLåsen når de har oppdrag hos deg.» What does not
look so is a finding, and stays one until a person has looked at it and said why it is closed.
"""
