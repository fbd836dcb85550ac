import { Stack } from '@mantine/core'
import { DeadLetters } from './dead-letters'
import { Projections } from './projections'

export function ProjectionsPage() {
  return (
    <Stack gap="lg">
      <Projections />
      <DeadLetters />
    </Stack>
  )
}
