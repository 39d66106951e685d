import type { ImageWorld } from '../../aws-server/index.js';

/** Owner of the approved images. */
export const TAUPAGE_OWNER = '444455556666';
/** What the names of approved images start with. */
export const TAUPAGE_PREFIX = 'Taupage-AMI-';

/** An image in one of the states that decide whether it is approved. */
export interface ImageKind {
  readonly title: string;
  readonly image: ImageWorld & { readonly name: string; readonly ownerId: string };
  /** Whether EC2 lists it, only tells of it when asked about the instance, or has forgotten it. */
  readonly known: 'listed' | 'by-instance' | 'forgotten';
  /** Why it is not approved; absent for one that is. */
  readonly reason?: 'owner-not-allowed' | 'name-not-allowed' | 'ami-not-found';
}

function image(
  digit: string,
  name: string,
  ownerId: string,
  more: Partial<ImageWorld> = {},
): ImageKind['image'] {
  return {
    imageId: `ami-0${digit.repeat(16)}`,
    name,
    ownerId,
    creationDate: '2026-02-01T00:00:00.000Z',
    ...more,
  };
}

/** Images that are approved. */
export const APPROVED: readonly ImageKind[] = [
  { title: 'approved', known: 'listed', image: image('1', 'Taupage-AMI-20260201', TAUPAGE_OWNER) },
  {
    title: 'approved, deprecated',
    known: 'listed',
    image: image('2', 'Taupage-AMI-20240101', TAUPAGE_OWNER, { deprecationTime: '2025-01-01T00:00:00.000Z' }),
  },
  {
    title: 'approved, disabled',
    known: 'listed',
    image: image('3', 'Taupage-AMI-20230101', TAUPAGE_OWNER, { disabled: true }),
  },
  {
    title: 'approved, deregistered since',
    known: 'by-instance',
    image: image('4', 'Taupage-AMI-20220101', TAUPAGE_OWNER),
  },
];

/** Images that are not. */
export const NOT_APPROVED: readonly ImageKind[] = [
  {
    title: 'name of an approved one, other owner',
    known: 'listed',
    image: image('5', 'Taupage-AMI-20260201', '999988887777'),
    reason: 'owner-not-allowed',
  },
  {
    title: 'right owner, other name',
    known: 'listed',
    image: image('6', 'taupage-ami-20260201', TAUPAGE_OWNER),
    reason: 'name-not-allowed',
  },
  {
    title: 'of Amazon, deregistered since',
    known: 'by-instance',
    image: image('7', 'al2023-ami-2023.9', '137112412989'),
    reason: 'owner-not-allowed',
  },
  {
    title: 'forgotten',
    known: 'forgotten',
    image: image('8', 'nobody-knows', '999988887777'),
    reason: 'ami-not-found',
  },
];

/** What EC2 lists, in every account and region. */
export const LISTED_IMAGES: readonly ImageWorld[] = [...APPROVED, ...NOT_APPROVED]
  .filter(({ known }) => known === 'listed')
  .map(({ image }) => image);

/** What can be known about an image; texts are empty when nobody tells. */
export function imageDetails({ image, known }: ImageKind) {
  const told = known !== 'forgotten';
  return {
    ami_owner_id: told ? image.ownerId : '',
    ami_id: image.imageId,
    ami_name: told ? image.name : '',
  };
}
