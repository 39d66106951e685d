/** Whether an instance's image is an approved one, and if not, why. */
export type ImageVerdict = 'approved' | 'owner-not-allowed' | 'name-not-allowed' | 'ami-not-found';
