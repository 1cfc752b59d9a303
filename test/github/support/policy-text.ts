/** The smallest policy that asks for somebody. */
export const policyText = `version: 1
mode: enforce
levels:
  senior: { teams: [seniors] }
rules:
  - name: one senior
    require: { level: senior }
`;
