/** The text of a form's field, empty where it was not sent. */
export type Form = (name: string) => string;

export function formOf(body: Readonly<Record<string, unknown>>): Form {
  return (name) => {
    const value = Object.hasOwn(body, name) ? body[name] : undefined;
    return typeof value === 'string' ? value : '';
  };
}
