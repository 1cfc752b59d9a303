/** A page asks for several reports at once: what is asked for again while it is being read is read once. */
export function sharedReads<Question, Answer>(
  read: (question: Question) => Promise<Answer>,
): (question: Question) => Promise<Answer> {
  const underWay = new Map<string, Promise<Answer>>();
  return (question) => {
    const key = JSON.stringify(question);
    const reading = underWay.get(key) ?? read(question).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };
}
