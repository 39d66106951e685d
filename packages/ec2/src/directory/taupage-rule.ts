import type { ImageVerdict } from '../facts/image-verdict.js';
import type { MachineImage } from '../facts/machine-image.js';
import {
  type InstanceDirectoryOptions,
  InstanceOptionsError,
  type TaupageImages,
} from './instance-directory.options.js';

/** Whether anything is said about which images are Taupage images. */
export function saysWhichImages(options: InstanceDirectoryOptions): boolean {
  const { taupageOwners = [], taupageNamePrefix = '', taupageImages = [], taupageImageIds = [] } = options;
  return taupageOwners.length + taupageImages.length + taupageImageIds.length > 0 || taupageNamePrefix !== '';
}

/** Tells which images are Taupage images. */
export class TaupageRule {
  readonly #images: readonly TaupageImages[];
  readonly #imageIds: ReadonlySet<string>;

  /** @throws {InstanceOptionsError} when no image, or every image, could be one. */
  constructor(options: InstanceDirectoryOptions) {
    const images = imagesOf(options);
    const imageIds = trimmed(options.taupageImageIds);
    const problems = [...problemsOf(options), ...images.flatMap(pairProblems)];
    if (problems.length === 0 && images.length + imageIds.length === 0) {
      problems.push('taupageOwners: expected at least one account id (FULLSTOP_TAUPAGE_OWNERS)');
    }
    if (problems.length > 0) throw new InstanceOptionsError(problems);
    this.#images = images;
    this.#imageIds = new Set(imageIds);
  }

  /** Whether the id alone says that it is one. */
  namesImage(imageId: string): boolean {
    return this.#imageIds.has(imageId);
  }

  /** What owner and name say; what is not known is not allowed. */
  verdictOn({ name, ownerId }: MachineImage): Exclude<ImageVerdict, 'ami-not-found'> {
    const ofOwner = this.#images.filter((allowed) => allowed.ownerId === ownerId);
    if (ofOwner.length === 0) return 'owner-not-allowed';
    const isNamed = ofOwner.some(({ namePrefix }) => name?.startsWith(namePrefix));
    return isNamed ? 'approved' : 'name-not-allowed';
  }
}

function imagesOf({ taupageOwners, taupageNamePrefix = '', taupageImages = [] }: InstanceDirectoryOptions) {
  const pairs = trimmed(taupageOwners).map((ownerId) => ({ ownerId, namePrefix: taupageNamePrefix }));
  return [...pairs, ...taupageImages].map(({ ownerId, namePrefix }) => ({
    ownerId: ownerId.trim(),
    namePrefix: namePrefix.trim(),
  }));
}

function problemsOf({ taupageOwners, taupageNamePrefix }: InstanceDirectoryOptions): string[] {
  if (taupageNamePrefix === undefined || trimmed(taupageOwners).length > 0) return [];
  return [
    'taupageOwners: expected at least one account id beside taupageNamePrefix (FULLSTOP_TAUPAGE_OWNERS)',
  ];
}

function pairProblems({ ownerId, namePrefix }: TaupageImages): string[] {
  const problems: string[] = [];
  if (!/^\d{12}$/.test(ownerId)) problems.push(`owner "${ownerId}": expected an account id of twelve digits`);
  // It would match every name.
  if (namePrefix === '')
    problems.push(`name prefix for ${ownerId}: expected a text (FULLSTOP_TAUPAGE_NAME_PREFIX)`);
  return problems;
}

function trimmed(texts: readonly string[] = []): string[] {
  return texts.map((text) => text.trim()).filter((text) => text !== '');
}
