import { pill, type Tone } from '../components.ts';
import type { Html } from '../html.ts';

const riskTones: Readonly<Record<string, Tone>> = { critical: 'stop', high: 'wait' };

export const riskPill = (risk: string): Html => pill(riskTones[risk] ?? 'quiet', risk);
