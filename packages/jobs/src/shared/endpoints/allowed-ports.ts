import { commaList } from '@fullstop/core';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535);

/** Option: ports that may be open to the internet; also one text with commas. An empty list stands for the default. */
export function allowedPorts(standard: readonly number[]) {
  return z
    .preprocess(commaList, z.array(port).default([]))
    .transform((ports) => (ports.length > 0 ? sortedOnce(ports) : standard));
}

function sortedOnce(ports: readonly number[]): readonly number[] {
  return [...new Set(ports)].sort((left, right) => left - right);
}
