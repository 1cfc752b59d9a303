import { pill, type Tone } from './components.ts';
import type { Html } from './html.ts';

const tones: Readonly<Record<string, Tone>> = { critical: 'stop', high: 'wait' };

/** How risky a change is; what is said besides stands behind the level. */
export const riskPill = (level: string, besides = ''): Html => pill(tones[level] ?? 'quiet', `${level}${besides}`);
