/** How long there is: "in 12 minutes", "in 3 hours", "now". */
export function untilWords(text: string | Date, now: Date): string {
  const minutes = Math.ceil((new Date(text).getTime() - now.getTime()) / 60_000);
  if (minutes <= 0) return 'now';
  if (minutes < 60) return `in ${minutes} minute${minutes === 1 ? '' : 's'}`;
  const hours = Math.round(minutes / 60);
  if (hours < 48) return `in ${hours} hour${hours === 1 ? '' : 's'}`;
  return `in ${Math.round(hours / 24)} days`;
}
