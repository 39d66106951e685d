/**
 * Since this day CloudTrail records events of CloudFront and IAM in the one region where they are made, and nowhere else.
 * Before, single-region trails elsewhere got them too. STS is not among them: it has endpoints in every region.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-concepts.html#cloudtrail-concepts-global-service-events
 */
const SINCE = Date.UTC(2021, 10, 22);
const GLOBAL_SOURCES = new Set(['cloudfront.amazonaws.com', 'iam.amazonaws.com']);
/** Events wait for hours before they are written. */
const SETTLED_MS = 7 * 24 * 60 * 60 * 1000;

/** Names of regions in the partitions for which AWS says where that is. Others, also future ones, are not judged. */
const PARTITIONS: readonly { readonly regions: RegExp; readonly globalRegion: string }[] = [
  { regions: /^us-gov-(?:east|west)-\d$/, globalRegion: 'us-gov-west-1' },
  {
    regions: /^(?:af|ap|ca|eu|il|me|mx|sa|us)-(?:central|(?:north|south)?(?:east|west)|north|south)-\d$/,
    globalRegion: 'us-east-1',
  },
];

/**
 * Whether events of a source can be in a log. `false` only when it is certain that they cannot.
 * @param region of the log, from its name.
 * @param minute in which the log was written, in epoch milliseconds.
 */
export function occursIn(source: string, region: string, minute: number): boolean {
  if (!GLOBAL_SOURCES.has(source) || minute < SINCE + SETTLED_MS) return true;
  const partition = PARTITIONS.find(({ regions }) => regions.test(region));
  return partition === undefined || partition.globalRegion === region;
}
