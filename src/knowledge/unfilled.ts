import type { Office, OfficeAddress } from './schema.js'

/** What `office.yaml` leaves empty, in words for the operator. */
export function unfilledOffice(office: Office): string[] {
  return [
    ...(office.staff.length === 0 ? ['petugas (staff): waktu balas belum bisa dijanjikan'] : []),
    ...(office.hours.length === 0 ? ['jam kerja (hours)'] : []),
    ...missing('kontak kantor (contact)', office.contact),
    ...missing('kontak BKD/BKPSDM (bkd)', office.bkd),
    ...missing('kontak Dinas Pendidikan (dinas)', office.dinas),
  ]
}

function missing(name: string, address: OfficeAddress): string[] {
  const { phone, whatsapp, telegram, email } = address
  return [phone, whatsapp, telegram, email].every((value) => value === '')
    ? [`${name}: nomor atau email`]
    : []
}
