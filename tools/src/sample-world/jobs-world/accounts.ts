/** Where most of what is wrong is. Its answers have one entry per page. */
export const SHOP = '111122223333';
/** Has a few things wrong, of its own kind. */
export const BLOG = '222233334444';
/** Has the same things wrong as {@link THROTTLED} and {@link SLOW}; tests make trouble in these three. */
export const DENIED = '555566667777';
export const THROTTLED = '666677778888';
export const SLOW = '777788889999';
/** Owns the Taupage images; not scanned. */
export const IMAGES = '444455556666';
/** Knows the accounts of the organization; not one of them. */
export const MANAGEMENT = '999911110000';
/** Belongs to the organization, but is suspended. */
export const SUSPENDED = '888800001111';
/** Somebody else's. */
export const PARTNER = '333300009999';
