import fc from 'fast-check';

/** The same cases in every run, so that a change is judged by its own doing; PROPERTY_SEED and the soak look elsewhere. */
fc.configureGlobal({ seed: Number(process.env['PROPERTY_SEED'] ?? 20_261_123) });
