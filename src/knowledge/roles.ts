export const ROLES = ['guru', 'kepala-sekolah', 'plt', 'admin-instansi'] as const
/** Who the user is at work. `plt` is a teacher who is acting head (Plt. Kepala Sekolah). */
export type Role = (typeof ROLES)[number]
