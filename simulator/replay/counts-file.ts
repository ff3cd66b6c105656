/** A row of the file, unjudged. */
export interface FileRow {
  carPark: string
  capacity: number
  /** What the car park reported; may be negative or above the capacity. */
  count: number
  /** `YYYY-MM-DD hh:mm:ss`, local UK time without a zone. */
  stamp: string
}

const header = 'SystemCodeNumber,Capacity,Occupancy,LastUpdated'
const line = /^([^,]+),(\d+),(-?\d+),(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/

/** Reads the UCI "Parking Birmingham" format. Throws, naming the line, when one has another shape. */
export function parseCounts(csv: string): FileRow[] {
  const [first, ...lines] = csv.trimEnd().split(/\r?\n/)
  if (first !== header) throw new Error(`The first line is not ${header}`)
  return lines.map((text, i) => {
    const [, carPark, capacity, count, stamp] = line.exec(text) ?? []
    if (carPark === undefined || stamp === undefined) {
      throw new Error(`Line ${i + 2} is not carPark,capacity,count,stamp: ${text}`)
    }
    return { carPark, capacity: Number(capacity), count: Number(count), stamp }
  })
}
