/** What the user data of an instance from a Taupage image say. A member is absent when the key is missing, null or blank. */
export interface TaupageFacts {
  readonly kind: 'taupage';
  readonly applicationId?: string;
  /** Literally as written: `1.10` stays `1.10`. */
  readonly applicationVersion?: string;
  /** Name of the deployed image; see `parseImageReference` of `@fullstop/clients`. */
  readonly source?: string;
  /** Container runtime, such as `Docker`. */
  readonly runtime?: string;
}

/**
 * Why there are no Taupage facts, for certain. `not-taupage`: the image is none, user data were not read. `empty`: no user
 * data, or only comments. `not-a-mapping`: a script, a list, a bare text, or a multipart without a fitting part. `invalid`: no
 * YAML, broken gzip, or too long. `wrong-type:<key>`: that key holds a list or mapping. `not-base64`: EC2's answer is broken.
 */
export type NoUserDataReason =
  | 'not-taupage'
  | 'empty'
  | 'not-a-mapping'
  | 'invalid'
  | `wrong-type:${string}`
  | 'not-base64';

/** There are no Taupage facts. */
export interface NoUserData {
  readonly kind: 'none';
  readonly reason: NoUserDataReason;
}

/** The user data of an instance, read. Never the text itself: it may hold secrets. */
export type UserDataFacts = TaupageFacts | NoUserData;
