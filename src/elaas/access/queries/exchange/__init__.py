"""What other systems may ask for (api/fhir): openings and refusals, and their visits."""
