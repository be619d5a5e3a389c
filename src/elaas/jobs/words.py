"""What several commands say."""

EMPLOYEE = "employee number, HPR number or Practitioner id"


def counted(number: int, thing: str) -> str:
    """«1 receipt», «2 receipts»."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
