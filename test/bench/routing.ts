import { simulateRouting } from '../support/routing-simulation.ts';

/** Who carries how much when people are asked by chance, in turn, or by us: `npm run bench:routing`. */
for (const [name, { most, gini, p50, p90, askedWhileAway }] of Object.entries(simulateRouting(7))) {
  const figures = [
    `most ${most.toFixed(1)} h`,
    `Gini ${gini.toFixed(3)}`,
    `wait p50 ${p50.toFixed(1)} h, p90 ${p90.toFixed(1)} h`,
    `asked while away ${askedWhileAway}`,
  ];
  console.log(`${name.padEnd(12)} ${figures.join(' · ')}`);
}
