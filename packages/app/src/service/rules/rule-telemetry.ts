import { metrics } from '@opentelemetry/api';

/** Counts what whitelisting rules do. */
export function ruleTelemetry() {
  const meter = metrics.getMeter('@fullstop/app');
  const whitelisted = meter.createCounter('fullstop_violations_whitelisted', {
    description: 'New violations that a whitelisting rule covers',
  });
  const notEvaluable = meter.createCounter('fullstop_rules_not_evaluable', {
    description: 'Times that a whitelisting rule could not be applied to a violation, which stays open',
  });
  return {
    onWhitelisted: (count: number) => whitelisted.add(count),
    onRuleNotEvaluable: (ruleId: number) => notEvaluable.add(1, { rule: ruleId }),
  };
}
