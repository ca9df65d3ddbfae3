export interface Point {
  readonly x: number
  readonly y: number
}

/**
 * Those that no other one beats: none is as good in both and better in one. Less x is better.
 * @returns in the order of x
 */
export function paretoFront<Each extends Point>(
  points: readonly Each[],
  betterY: 'higher' | 'lower',
): Each[] {
  const sign = betterY === 'higher' ? 1 : -1
  const isBeaten = (own: Point) =>
    points.some(
      (other) => other.x <= own.x && sign * other.y >= sign * own.y && (other.x < own.x || other.y !== own.y),
    )
  return points.filter((point) => !isBeaten(point)).sort((a, b) => a.x - b.x)
}
