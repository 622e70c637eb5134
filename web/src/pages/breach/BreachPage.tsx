export function BreachPage() {
  return null;
}
