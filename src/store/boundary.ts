/**
 * A point between two durable effects: before and after each commit, and around each network call.
 * The default does nothing; a crash test passes a hook that kills the process or throws there.
 */
export type Boundary = (name: string) => void

export const noBoundary: Boundary = () => {}
