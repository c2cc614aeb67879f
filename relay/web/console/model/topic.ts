/** "hand-hygiene" as people read it. */
export function topicWords(topic: string): string {
  const words = topic.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
