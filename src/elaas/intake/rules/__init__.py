"""What a care system's resources mean to us: FHIR R4 in, small facts or a reason out.

Plain Python. Whatever the input is, the answer is a value: never an exception.
"""
