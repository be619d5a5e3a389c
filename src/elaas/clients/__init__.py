"""Other systems that ask by FHIR: who they are, what they may, and whose data they have looked at.

Letter: all use of the eLås is logged, so that it is known who has, and has had, access. A program
that reads about people is no exception: it is known by name, proves who it is each time, gets what
it was given and no more, and leaves an entry.
"""
