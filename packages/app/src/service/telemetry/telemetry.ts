import { metrics, trace } from '@opentelemetry/api';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationType, InstrumentType, MeterProvider, type ViewOptions } from '@opentelemetry/sdk-metrics';

/** The SDK's own boundaries suit milliseconds; durations here are in seconds. */
const SECONDS: ViewOptions = {
  instrumentType: InstrumentType.HISTOGRAM,
  instrumentUnit: 's',
  aggregation: {
    type: AggregationType.EXPLICIT_BUCKET_HISTOGRAM,
    options: { boundaries: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60] },
  },
};

/** Metrics and traces of this process, while it runs. */
export interface Telemetry {
  /** Answers with all metrics in Prometheus' text format. */
  readonly exporter: PrometheusExporter;
  /** Sends what has not been sent, and ends. */
  stop(): Promise<void>;
}

/**
 * Installs OpenTelemetry for the whole process, before anything is built that counts or traces.
 * @param tracesEndpoint where traces are sent (OTLP over HTTP); without it, there are none.
 */
export async function startTelemetry(tracesEndpoint: string | undefined): Promise<Telemetry> {
  const resource = resourceFromAttributes({ 'service.name': 'fullstop' });
  const exporter = new PrometheusExporter({ preventServerStart: true });
  const meters = new MeterProvider({ resource, readers: [exporter], views: [SECONDS] });
  // A second service in one process, as in tests, replaces the first one's.
  metrics.disable();
  metrics.setGlobalMeterProvider(meters);

  const tracers = tracesEndpoint === undefined ? undefined : await tracing(tracesEndpoint, resource);
  return {
    exporter,
    async stop() {
      await tracers?.shutdown();
      await meters.shutdown();
      metrics.disable();
      if (tracers) trace.disable();
    },
  };
}

async function tracing(endpoint: string, resource: Resource) {
  // Only who sends traces pays for it.
  const { startTracing } = await import('./tracing.js');
  return startTracing(endpoint, resource);
}
