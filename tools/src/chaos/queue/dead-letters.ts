/** What the queues hold at the end. */
export interface QueueEnd {
  readonly poison: readonly string[];
  /** Bodies in the source queue. */
  readonly left: readonly string[];
  /** Bodies in the dead-letter queue. */
  readonly dead: readonly string[];
}

/** What is wrong with it: bodies of messages. */
export interface QueueFaults {
  /** Never done and never given up. */
  readonly unsettled: readonly string[];
  /** Given up, though there was nothing wrong with them. */
  readonly buried: readonly string[];
  /** Poison that is in no queue any more. */
  readonly vanished: readonly string[];
}

/** Compares what the queues hold with what they should: nothing, and poison. A dead letter may be there twice. */
export function queueFaults({ poison, left, dead }: QueueEnd): QueueFaults {
  const isPoison = new Set(poison);
  const isDead = new Set(dead);
  const isLeft = new Set(left);
  return {
    unsettled: left,
    buried: [...isDead].filter((body) => !isPoison.has(body)),
    vanished: poison.filter((body) => !isDead.has(body) && !isLeft.has(body)),
  };
}
