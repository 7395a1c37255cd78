import fc from 'fast-check';

/**
 * Property tests begin at the same seed each time, so that a build tells about the code and not about luck.
 * `PROPERTY_SEED=7` begins elsewhere, to look for what no build has seen.
 */
fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20_261_128) });
