"""What other systems read and bring by HL7 FHIR R4, and how they prove who they are (SMART)."""
