/** Pictures of something else: what people send by mistake or out of habit. */
import { chatPage } from './chats.js'
import type { OtherSubject } from './plan.js'
import { documentOf, type Scene } from './screens.js'

export function otherPage(scene: Scene, subject: OtherSubject): string {
  switch (subject) {
    case 'timetable':
      return table(
        scene,
        'Jadwal Pelajaran Kelas 5',
        ['Jam', 'Senin', 'Selasa', 'Rabu'],
        [
          ['07.15', 'Upacara', 'Matematika', 'IPAS'],
          ['08.00', 'Bahasa Indonesia', 'Matematika', 'PJOK'],
          ['08.35', 'Bahasa Indonesia', 'Seni Rupa', 'PJOK'],
          ['09.30', 'Istirahat', 'Istirahat', 'Istirahat'],
          ['10.00', 'IPAS', 'Agama', 'Bahasa Inggris'],
        ],
      )
    case 'menu':
      return table(
        scene,
        'WARUNG MAKAN',
        ['Menu', 'Harga'],
        [
          ['Nasi goreng', '18.000'],
          ['Mie ayam bakso', '15.000'],
          ['Papeda ikan kuah kuning', '35.000'],
          ['Es teh manis', '5.000'],
          ['Kopi susu', '8.000'],
        ],
      )
    case 'receipt':
      return table(
        scene,
        'TOKO SERBA ADA',
        ['Barang', 'Jml', 'Rp'],
        [
          ['Beras 5 kg', '1', '72.500'],
          ['Minyak goreng 1 L', '2', '38.000'],
          ['Gula pasir', '1', '17.500'],
          ['Sabun cuci', '3', '21.000'],
          ['TOTAL', '', '149.000'],
        ],
      )
    case 'worksheet':
      return table(
        scene,
        'Latihan Pecahan',
        ['No', 'Soal', 'Jawab'],
        [
          ['1', '1/2 + 1/4 =', ''],
          ['2', '3/5 - 1/5 =', ''],
          ['3', '2/3 x 6 =', ''],
          ['4', 'Ubah 0,75 menjadi pecahan', ''],
        ],
      )
    case 'weather':
      return documentOf(
        '<h1>28°</h1><h2>Hujan ringan</h2><p>Terasa seperti 31° &nbsp; Angin 9 km/jam</p><p>Kamis 27° &nbsp; Jumat 29° &nbsp; Sabtu 30°</p>',
        'body{background:linear-gradient(#35649b,#8fb3d9);color:#fff;text-align:center;padding-top:120px;height:100vh}h1{font-size:90px}p{margin-top:30px}',
        scene,
      )
    case 'chat-arisan':
      return chatPage(
        scene,
        [
          { text: 'Ibu-ibu, arisan bulan ini di rumah siapa?' },
          { text: 'Di rumah saya saja, hari Minggu jam 4 sore' },
          { text: 'Siap, saya bawa kue', own: true },
          { text: 'Jangan lupa iurannya 100 ribu' },
        ],
        'Arisan RT',
      )
    case 'chat-futsal':
      return chatPage(
        scene,
        [
          { text: 'Futsal malam ini jadi?' },
          { text: 'Jadi, lapangan sudah dipesan jam 8' },
          { text: 'Kurang kiper satu' },
          { text: 'Saya ikut, tunggu ya', own: true },
        ],
        'Futsal',
      )
    case 'landscape':
      return scenery(scene, ['#7db4e8', '#d8ecfb'], ['#4f7d4a', '#2f5d3a', '#24472e'])
    case 'sunset':
      return scenery(scene, ['#3b2a5e', '#f28c4b'], ['#4a3048', '#2d1d33', '#1a121f'])
    case 'face':
      return documentOf(
        '<i class="wall"></i><i class="body"></i><i class="hair"></i><i class="head"></i><i class="eye"></i><i class="eye r"></i><i class="mouth"></i>',
        `body{background:#b9a98f;height:100vh;position:relative;filter:blur(2px)}i{position:absolute;display:block}
.wall{inset:0;background:linear-gradient(120deg,#cbbfa8,#8f8069)}.body{left:5%;top:66%;width:90%;height:60%;background:#33517e;border-radius:45% 45% 0 0}
.hair{left:24%;top:14%;width:52%;height:46%;background:#1d1613;border-radius:50%}.head{left:28%;top:20%;width:44%;height:44%;background:radial-gradient(circle at 40% 40%,#c98f66,#8f5c3c);border-radius:48%}
.eye{left:38%;top:37%;width:6%;height:2.4%;background:#140d0a;border-radius:50%}.r{left:56%}.mouth{left:43%;top:52%;width:15%;height:3%;background:#7c3a33;border-radius:40%}`,
        scene,
      )
  }
}

function table(
  scene: Scene,
  title: string,
  head: readonly string[],
  rows: readonly string[][],
): string {
  const cells = (row: readonly string[], tag: string) =>
    `<tr>${row.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`
  return documentOf(
    `<h1>${title}</h1><table>${cells(head, 'th')}${rows.map((row) => cells(row, 'td')).join('')}</table>`,
    `body{background:#fbfaf4;color:#222;padding:28px;height:100vh}h1{font-size:26px;margin-bottom:18px;text-align:center}
table{border-collapse:collapse;width:100%;font-size:17px}td,th{border:1px solid #777;padding:9px}th{background:#e3e7d4}`,
    scene,
  )
}

/** Sky, sun and hills; nothing to read. */
function scenery(scene: Scene, sky: readonly [string, string], hills: readonly string[]): string {
  const { random } = scene
  const layers = hills.map((colour, at) => {
    const left = random.whole(-60, 0)
    return `<i style="left:${left}%;top:${48 + at * 14}%;width:${random.whole(150, 220)}%;height:90%;background:${colour}"></i>`
  })
  return documentOf(
    `<b></b>${layers.join('')}`,
    `body{background:linear-gradient(${sky[0]},${sky[1]} 70%);height:100vh;position:relative}
i{position:absolute;border-radius:50% 60% 0 0}b{position:absolute;left:62%;top:22%;width:70px;height:70px;border-radius:50%;background:#fff3c4}`,
    scene,
  )
}
