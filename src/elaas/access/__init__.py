"""Employees can use the lock only when they have an assignment there (letter, "Sikkerhet ...").

Assignments, the rule, the credentials it gives out, and the receipts that come back from doors.
"""
