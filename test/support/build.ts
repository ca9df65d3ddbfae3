// The examples import the package by its name, from dist/: built once, before the test files run side by side.
import { buildIfStale } from '../../scripts/build.mjs'

export default buildIfStale
