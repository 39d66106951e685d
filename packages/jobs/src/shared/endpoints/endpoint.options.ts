import { z } from 'zod';
import { type ProbeOptions, probeOptions } from '../probe/probe.options.js';
import { internalRanges } from '../security-groups/internal-ranges.js';
import { allowedPorts } from './allowed-ports.js';

const yesOrNo = z.boolean().or(z.stringbool());

/** Options of jobs about endpoints, for their schemas. */
export function endpointOptions(standardPorts: readonly number[]) {
  return {
    /** Ports that may be open to the internet. */
    allowedPorts: allowedPorts(standardPorts),
    /** Ranges that count as internal beside the private ones. */
    internalRanges,
    /** Whether UDP that groups let in on allowed ports is reported as well; else it is only mentioned beside other findings. */
    reportUdp: yesOrNo.default(false),
    /** Whether resources are probed as well when something else is wrong with them already. */
    completeEvidence: yesOrNo.default(true),
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
