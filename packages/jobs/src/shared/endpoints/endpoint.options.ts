import { z } from 'zod';
import { type ProbeOptions, probeOptions } from '../probe/probe.options.js';
import { internalRanges } from '../security-groups/internal-ranges.js';
import { allowedPorts } from './allowed-ports.js';

const yesOrNo = z.boolean().or(z.stringbool());

/** Options of jobs about endpoints, for their schemas. */
export function endpointOptions(standardPorts: readonly number[]) {
  return {
    allowedPorts: allowedPorts(standardPorts).describe('Ports that may be open to the internet.'),
    internalRanges,
    reportUdp: yesOrNo
      .default(false)
      .describe(
        'Whether UDP that groups let in on allowed ports is reported as well; else it is only mentioned beside other findings.',
      ),
    completeEvidence: yesOrNo
      .default(true)
      .describe('Whether resources are probed as well when something else is wrong with them already.'),
    ...probeOptions,
  };
}

/** Parsed options of jobs about endpoints. */
export interface EndpointOptions extends ProbeOptions {
  readonly allowedPorts: readonly number[];
  readonly internalRanges: readonly string[];
  readonly reportUdp: boolean;
  readonly completeEvidence: boolean;
}
