// The tests that the guides show, of a handler that they show.
import '../../examples/typescript/handlers/film.test';
