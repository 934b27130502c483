import type { Fitted } from './fitted-model.js'

const features = [4, 3, 5, 4, 2, 0.15, 0.5, 0.5, 4, 1, 1, 1, 0.2]
const entry = { features, signals: [0, 0, 0, 0, 0, 0, 0] }

export const FITTED: Fitted = {
  about: 'before the first fit',
  ranking: {
    error: entry,
    topic: entry,
    contact: entry,
    intent: entry,
    'out-of-scope': { features, signals: [0, 3, -1, -1, 0, 0, -3] },
    ambiguous: { features, signals: [-1, 0, 0, 0, 1, 0, -3] },
  },
  confidence: [0.5, 0.8, 0.3, -0.1, -0.1, 2, 0.5, 0.5, -0.5, 0, 0.2, 0],
  thresholds: { answer: 0.5, decline: 0.4, verbatim: 0.8 },
}
