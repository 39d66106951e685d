import type { Regional } from './world.js';

/** A load balancer of any kind. */
export interface LoadBalancerWorld extends Regional {
  readonly name: string;
  /** Default `classic`. */
  readonly kind?: 'classic' | 'application' | 'network' | 'gateway';
  /** Absent for gateway load balancers. */
  readonly scheme?: string;
  /** Name in the domain name system. */
  readonly host?: string;
  /** Of classic ones; default: the host. An empty text leaves it out. */
  readonly canonicalHostedZoneName?: string;
  readonly groupIds?: readonly string[];
  readonly listeners?: readonly { readonly port: number; readonly protocol: string }[];
  /** Instances behind it; of newer ones each in a target group of its own. */
  readonly instanceIds?: readonly string[];
  readonly tags?: Readonly<Record<string, string>>;
}
