import { diagnoseApp } from './app.ts';
import { diagnoseBranches } from './branches.ts';
import { diagnoseDatabase } from './database.ts';
import type { SetUp } from './facts.ts';
import { about, type Finding, severities } from './finding.ts';
import { diagnoseHook } from './hook.ts';
import { diagnoseInstallation } from './installation.ts';
import { diagnosePolicies } from './policies.ts';

/** What is wrong with a set-up, the worst first. Pure: the same facts always give the same findings. */
export function diagnose(setUp: SetUp): readonly Finding[] {
  const findings = [
    ...diagnoseApp(setUp),
    ...diagnoseDatabase(setUp.database),
    ...diagnoseHook(setUp),
    ...diagnoseInstallations(setUp),
  ];
  return severities.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}

function diagnoseInstallations({ app, installations, wanted, only }: SetUp): readonly Finding[] {
  // Without the App there is nothing to ask for installations, and what is wrong has been said.
  if (!app.known) return [];
  const { id, slug, settingsUrl } = app.value;
  const { error } = about(slug);
  if (!installations.known) {
    const says = `the installations cannot be listed: ${installations.why}`;
    return [error('installations-unreadable', { says, repair: 'run this again; GitHub may be out of order' })];
  }
  if (installations.value.length === 0) {
    const says = `the App is ${only === null ? 'installed nowhere' : `not installed on ${only}`}`;
    return [error('not-installed', { says, repair: `install it from ${settingsUrl}/installations` })];
  }
  return installations.value.flatMap((installation) => [
    ...diagnoseInstallation(installation, { wanted, app: app.value }),
    ...diagnosePolicies(installation),
    ...diagnoseBranches(installation, id),
  ]);
}
